// Scenes as text: a Markdown list of links, which its owner can read, edit and print. Any other text
// with links into the app will do as well, such as a lesson plan.

const MOST_SCENES = 200;
const MOST_LETTERS = 2_000_000;
const LINK = /\[([^\]\n]*)\]\(\s*<?([^)\s>]+)>?\s*\)|`([^`\s]+)`|(?:^|[\s|>(])((?:https?:\/\/|\/)[^\s|)`]+)/gm;

function writeScenes(title, scenes, origin) {
  const lines = scenes.map((scene, i) => `${i + 1}. [${scene.title.replace(/[[\]\n]/g, " ").trim()}](${origin}${scene.link.replace(/[()]/g, encodeURIComponent)})`);
  return `# ${title}\n\n${lines.join("\n")}\n`;
}

// `place` makes of an address the app's own, or null where it leads elsewhere.
function readScenes(text, place) {
  const scenes = [];
  for (const line of text.slice(0, MOST_LETTERS).split("\n")) {
    for (const [whole, named, linked, quoted, bare] of line.matchAll(LINK)) {
      const link = place(linked ?? quoted ?? bare);
      if (link !== null) scenes.push({ title: cut(named || around(line, whole)), link });
    }
  }
  return scenes;
}

// What else stands in the line: in a table the longest cell says what is done there.
function around(line, link) {
  const cells = line.replace(link, "").split("|");
  const longest = cells.reduce((one, other) => (other.trim().length > one.trim().length ? other : one));
  return longest.replace(/^[\s>#*-]+|`[^`]*`/g, "").trim();
}

function cut(words) {
  const text = words.replace(/\s+/g, " ").trim();
  return text.length > 90 ? `${text.slice(0, 88)}…` : text;
}
