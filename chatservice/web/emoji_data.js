import{a}from"./chunk2.js?v=e4fe2dc4345f";export{a as allEmoji};
