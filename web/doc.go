// Package web makes the page of Striate: the only place where HTML is made.
//
// Templates (*.templ) are plain functions of plain values. A control is made
// from its declaration in params: symbol, label, unit, range, help and the
// native input whose name is the parameter's path. The browser's scripts
// upgrade what stands here; they never write HTML themselves.
//
// The page obeys a strict Content-Security-Policy: no inline script, no inline
// style, everything from the same origin.
package web
