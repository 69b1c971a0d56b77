// The kinds of blocks that the editor knows, one record each. They are in the files of kinds/, and schema.js fills in
// the list before an editor begins.
//
//   name        as in articles/body/kinds
//   node        the node of the editor: what it holds, how it is read from HTML and shown
//   write       the node as the HTML that is stored, letter for letter as Python writes it; nothing if it is empty
//   tags        the tags it is made of where the editor's own clipboard has it
//
// and for a kind that stands in a story by itself:
//
//   label       what the desk calls it
//   edit        asks what is needed, and puts in a new block or, given a place, changes the one there
//   tool        its button in the row of tools: { group, icon, shortcut, run, on, can, … }
//   addition    its line in the menu “Add”: { icon, about, … }
//   place       what the line beneath the tools offers in it: { change, unwraps, tools, isOverLinks }
//   ours        a selector of what is taken as it is from other pages, since only an editor of ours writes it
//   paste       makes it out of what other programs have for it: paste(body, left, { hosts, isShown })
//   begins      the signs that begin it at the start of a paragraph
//   isPictorial whether those who may change only pictures may change it
//   isBox       whether Enter on an empty last line leaves it

export const KINDS = [];
const byNode = new Map();

export function learn(kinds) {
  for (const kind of kinds) {
    KINDS.push(kind);
    byNode.set(kind.node.name, kind);
  }
}

export const kindOf = (node) => byNode.get(node.type.name);
export const kindNamed = (name) => KINDS.find((kind) => kind.name === name);
