// LANG: javascript
// EXPECT: ok
// MUST-PRINT: (?s)got line one.*again
// STDIN: line one
// What is no attack has to work: the standard streams by their names.
const fs = require('fs');
console.log('got', fs.readFileSync('/dev/stdin', 'utf8'));
fs.writeFileSync('/dev/stdout', 'again\n');
