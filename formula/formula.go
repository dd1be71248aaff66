// Package formula reads expressions that users write, such as a synaptic
// kernel exp(-t/5) or a connection probability exp(-2 d).
//
// A formula is made of numbers, its variables, the constants pi and e, the
// operators + - * / % ^ (or **), comparisons, && || ! and c ? a : b, and the
// functions below; its value is a number, or true and false as 1 and 0. It has
// no loops and no access to anything else. Expressions are parsed and run by
// expr-lang/expr.
package formula

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// MaxLength is the longest formula, in bytes.
const MaxLength = 1000

// functions of one number.
var functions = map[string]func(float64) float64{
	"exp": math.Exp, "ln": math.Log, "log": math.Log, "log10": math.Log10, "log2": math.Log2, "sqrt": math.Sqrt,
	"sin": math.Sin, "cos": math.Cos, "tan": math.Tan, "asin": math.Asin, "acos": math.Acos, "atan": math.Atan,
	"sinh": math.Sinh, "cosh": math.Cosh, "tanh": math.Tanh, "erf": math.Erf,
	"abs": math.Abs, "floor": math.Floor, "ceil": math.Ceil, "round": math.Round,
	"heaviside": func(x float64) float64 {
		if x >= 0 {
			return 1
		}
		return 0
	},
}

// functionsOfTwo are those of two; clip takes three.
var functionsOfTwo = map[string]func(a, b float64) float64{
	"pow": math.Pow, "mod": math.Mod, "atan2": math.Atan2, "min": math.Min, "max": math.Max,
}

// Formula is an expression in some variables, ready to be evaluated. It is for
// one goroutine at a time.
type Formula struct {
	text      string
	variables []string
	program   *vm.Program
	machine   vm.VM
	env       map[string]any
}

// Parse reads an expression in the given variables. The error says what is
// wrong and where.
func Parse(text string, variables ...string) (*Formula, error) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > MaxLength {
		return nil, fmt.Errorf("formula of %d characters, want 1 to %d", len(text), MaxLength)
	}
	f := &Formula{text: text, variables: variables, env: map[string]any{"pi": math.Pi, "e": math.E}}
	for _, v := range variables {
		f.env[v] = 0.0
	}
	g := new(grammar)
	options := []expr.Option{
		expr.Env(f.env), expr.DisableAllBuiltins(), expr.Patch(g), expr.MaxNodes(500),
		expr.Function("clip", func(a ...any) (any, error) {
			return math.Min(math.Max(number(a[0]), number(a[1])), number(a[2])), nil
		}, new(func(x, lo, hi float64) float64)),
	}
	for name, g := range functions {
		options = append(options, expr.Function(name, func(a ...any) (any, error) { return g(number(a[0])), nil }, new(func(float64) float64)))
	}
	for name, g := range functionsOfTwo {
		options = append(options, expr.Function(name, func(a ...any) (any, error) { return g(number(a[0]), number(a[1])), nil }, new(func(x, y float64) float64)))
	}
	var err error
	if f.program, err = expr.Compile(text, options...); err != nil {
		return nil, inWords(text, variables, err)
	}
	if g.err != nil {
		return nil, inWords(text, variables, g.err)
	}
	out, err := f.machine.Run(f.program, f.env)
	if err != nil {
		return nil, inWords(text, variables, err)
	}
	switch out.(type) {
	case float64, int, bool:
		return f, nil
	}
	return nil, fmt.Errorf("formula %q gives no number", text)
}

// inWords makes one line of an error of the parser.
func inWords(text string, variables []string, err error) error {
	what := err.Error()
	if at := new(file.Error); errors.As(err, &at) {
		what = fmt.Sprintf("%s (column %d)", at.Message, at.Column+1)
	}
	what, _, _ = strings.Cut(what, "\n")
	return fmt.Errorf("formula %q: %s; it may use %s, pi, e and the usual functions", text, what, strings.Join(variables, ", "))
}

// grammar admits the nodes of a formula and no others, and makes every whole
// number a floating one, so that 1/2 is a half.
type grammar struct{ err error }

// Visit is called by the parser for each node.
func (g *grammar) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.FloatNode, *ast.BoolNode, *ast.IdentifierNode, *ast.ConditionalNode, *ast.CallNode:
	case *ast.IntegerNode:
		ast.Patch(node, &ast.FloatNode{Value: float64(n.Value)})
	case *ast.UnaryNode:
		g.operator(n.Operator, "+", "-", "!", "not")
	case *ast.BinaryNode:
		g.operator(n.Operator, "+", "-", "*", "/", "%", "^", "**", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "and", "or")
		if n.Operator == "%" {
			ast.Patch(node, &ast.CallNode{Callee: &ast.IdentifierNode{Value: "mod"}, Arguments: []ast.Node{n.Left, n.Right}})
		}
	default:
		g.err = fmt.Errorf("%q is not arithmetic", n)
	}
}

func (g *grammar) operator(is string, allowed ...string) {
	if !slices.Contains(allowed, is) {
		g.err = fmt.Errorf("operator %q is not arithmetic", is)
	}
}

// String is the expression as it was written.
func (f *Formula) String() string { return f.text }

// At is the value for these values of the variables, in their order; NaN where
// there is none.
func (f *Formula) At(values ...float64) float64 {
	if len(values) != len(f.variables) {
		return math.NaN()
	}
	for k, v := range f.variables {
		f.env[v] = values[k]
	}
	out, err := f.machine.Run(f.program, f.env)
	if err != nil {
		return math.NaN()
	}
	return number(out)
}

func number(x any) float64 {
	switch x := x.(type) {
	case float64:
		return x
	case int:
		return float64(x)
	case bool:
		if x {
			return 1
		}
		return 0
	}
	return math.NaN()
}
