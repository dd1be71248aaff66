// Command webapp serves Striate's live page, and runs experiments, stimuli and
// lists from the command line.
//
//	webapp [serve] [--addr 127.0.0.1:8080] [--data DIR] [--no-open]
//	webapp run EXPERIMENT [--set PATH=VALUE ...] [--seed N] [--duration 6s] [--save FILE] --out DIR
//	webapp stimulus KIND [--set NAME=VALUE ...] [--size WxH] [--frames N | --seconds TIME] [--seed N] --out FILE|DIR/
//	webapp stimulus KIND ... --envelope FILE.npy
//	webapp params [--json]
//	webapp presets [--json]
//	webapp version
//
// It exits with 0, with 1 when something failed, with 2 when it was used in a
// way it cannot be. An error is one line on stderr.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"striate/params"
)

// Exit codes.
const (
	ok      = 0
	failed  = 1
	misused = 2
)

// commands are the command line. Its comments are the help.
type commands struct {
	Serve    serveCommand    `cmd:"" default:"withargs" help:"Serve the live page (the default command)."`
	Run      runCommand      `cmd:"" help:"Run an experiment and write its parameters, summary, spikes and figures."`
	Stimulus stimulusCommand `cmd:"" help:"Write a stimulus as a movie, or its Fourier envelope."`
	Params   paramsCommand   `cmd:"" help:"List every parameter."`
	Presets  presetsCommand  `cmd:"" help:"List the presets."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// terminal is where a command speaks.
type terminal struct {
	ctx      context.Context
	out, err io.Writer
}

func main() {
	collectLate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second Ctrl+C ends the program there and then
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program: arguments in, exit code out.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	defer func() { // --help ends the parser early
		switch v := recover().(type) {
		case nil:
		case exit:
			code = int(v)
		default:
			panic(v)
		}
	}()
	t := &terminal{ctx: ctx, out: stdout, err: stderr}
	parser, err := kong.New(new(commands),
		kong.Name("webapp"),
		kong.Description("Striate: visual stimuli, a retina and a learning ring of spiking neurons."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.Bind(t),
	)
	if err != nil {
		return t.fail(err, failed)
	}
	k, err := parser.Parse(withNegatives(args))
	if err != nil {
		return t.fail(err, misused)
	}
	if err := k.Run(); err != nil {
		return t.fail(err, failed)
	}
	return ok
}

// withNegatives joins a flag and the negative number after it, which the parser
// would take for another flag: --duration -1 is read, and refused by its range.
func withNegatives(args []string) []string {
	var out []string
	for _, a := range args {
		if n := len(out) - 1; n >= 0 && negative.MatchString(a) && strings.HasPrefix(out[n], "--") && len(out[n]) > 2 && !strings.Contains(out[n], "=") {
			out[n] += "=" + a
			continue
		}
		out = append(out, a)
	}
	return out
}

var negative = regexp.MustCompile(`^-([0-9.]|(?i:inf|nan))`)

// exit is a panic that carries an exit code.
type exit int

// usage is an error in how the program was called.
type usage struct{ error }

func misuse(format string, a ...any) error { return usage{fmt.Errorf(format, a...)} }

// fail writes an error in one line. What is wrong with a parameter is bad
// usage whatever code says.
func (t *terminal) fail(err error, code int) int {
	var param *params.Error
	var use usage
	if errors.As(err, &param) || errors.As(err, &use) {
		code = misused
	}
	fmt.Fprintln(t.err, "webapp: "+strings.Join(strings.Fields(err.Error()), " "))
	return code
}
