"""What operators see of a running newsroom.

metrics.py       what is counted for Prometheus
paths.py         which addresses monitors ask
request_ids.py   a number for each request, by which it is found in the log
log_lines.py     how a line of the log looks, to people or to programs; granian_log.json and granian_lines.json
                 are the server's part of it
each_request.py  the middleware that numbers a request and says what came of it
"""
