// What a view says comes with its data, in the language of the person; here it is filled in.

function fillIn(text, fields = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
}
