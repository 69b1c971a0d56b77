/* Starts Swagger UI on the page that describes the Content API. The page's own policy allows no script in it. */

const place = document.getElementById("api");
window.SwaggerUIBundle({
  url: place.dataset.description,
  domNode: place,
  // Its judge of descriptions is a service of others.
  validatorUrl: null,
});
