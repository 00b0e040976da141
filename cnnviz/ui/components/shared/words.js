// What a view says comes with its data, in the language of the person; here it is filled in.

function fillIn(text, fields = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
}

// One of a view's texts; of a single thing its form for that, where it has one.
function phrase(words, key, fields = {}) {
  return fillIn((fields.count === 1 ? words[`${key}-one`] : null) ?? words[key], fields);
}

// What the language puts before decimals, of the last view that spoke; all speak one language.
let decimalSign = ".";

function speak(words) {
  decimalSign = words["decimal-sign"] ?? ".";
}

// A number that was written with a decimal point.
function inWords(text) {
  return text.replace(".", decimalSign);
}
