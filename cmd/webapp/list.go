package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"striate/experiment"
	"striate/params"
)

type paramsCommand struct {
	JSON bool `name:"json" help:"Print a JSON list."`
}

// Run lists every parameter of every kind.
func (c paramsCommand) Run(t *terminal) error {
	all := experiment.Params()
	if c.JSON {
		return writeJSON(t.out, all)
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PATH\tKIND\tTYPE\tUNIT\tDEFAULT\tRANGE\tWHAT IT IS")
	for _, p := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p.Path, dash(p.Kind), p.Type, dash(p.Unit), dash(showDefault(p.Default)), bare(p), about(p))
	}
	return w.Flush()
}

// about is what a parameter is, and when it has an effect.
func about(p params.Param) string {
	if p.When == "" {
		return p.Doc
	}
	return p.Doc + "; has an effect where " + strings.ReplaceAll(p.When, ",", " and ")
}

// bare is the range without the unit, which has a column of its own.
func bare(p params.Param) string {
	whole := p.Type == params.Integer
	p.Unit = ""
	if whole {
		p.Type = params.Number
	}
	return p.Range()
}

func showDefault(v any) string {
	if x, ok := v.(float64); ok {
		return params.FormatNumber(x)
	}
	return fmt.Sprint(v)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

type presetsCommand struct {
	JSON bool `name:"json" help:"Print a JSON list."`
}

// Run lists the experiments to start from.
func (c presetsCommand) Run(t *terminal) error {
	all := experiment.Presets()
	if c.JSON {
		return writeJSON(t.out, all)
	}
	for i, p := range all {
		if i > 0 {
			fmt.Fprintln(t.out)
		}
		if _, err := fmt.Fprintf(t.out, "%s\n  %s\n  %s\n  Look at: %s\n  Source: %s\n  It reported: %s\n", p.Name, p.Title, p.Doc, p.LookAt, p.Source, p.Reported); err != nil {
			return err
		}
	}
	return nil
}

// writeJSON writes v indented.
func writeJSON(w io.Writer, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}
