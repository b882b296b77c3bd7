import{a}from"./chunk3.js?v=e4fe2dc4345f";export{a as allEmoji};
