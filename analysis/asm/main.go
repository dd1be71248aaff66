// Command asm writes the AVX2 kernels of package analysis,
// kernels_amd64.s and the Go declarations that belong to them:
//
//	go run -C analysis/asm .          writes them
//	go run -C analysis/asm . -check   fails if the files differ from what it would write
//
// It is a module of its own, so that the main one does not depend on avo.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

// beyondAVX2 finds registers that only AVX-512 has.
var beyondAVX2 = regexp.MustCompile(`\b([XY](1[6-9]|[23][0-9])|[ZK][0-9]+)\b`)

func main() {
	check := flag.Bool("check", false, "write nothing, fail if the files are not fresh")
	dir := flag.String("dir", "..", "directory of package analysis")
	flag.Parse()
	if err := run(*dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, check bool) error {
	file, err := kernels()
	if err != nil {
		return err
	}
	if err := pass.Compile.Execute(file); err != nil {
		return err
	}
	config := printer.Config{Name: "analysis/asm", Pkg: "analysis"}
	for _, out := range []struct {
		name  string
		build printer.Builder
	}{{"kernels_amd64.s", printer.NewGoAsm}, {"kernels_amd64.go", printer.NewStubs}} {
		text, err := out.build(config).Print(file)
		if err != nil {
			return err
		}
		for function := range strings.SplitSeq(string(text), "TEXT ·") {
			name, _, _ := strings.Cut(function, "(")
			if found := beyondAVX2.FindString(function); found != "" && strings.HasSuffix(name, "AVX2") {
				return fmt.Errorf("%s: %s uses register %s, which AVX2 does not have: too many values at a time", out.name, name, found)
			}
		}
		path := filepath.Join(dir, out.name)
		if !check {
			if err := os.WriteFile(path, text, 0o644); err != nil {
				return err
			}
			continue
		}
		if present, err := os.ReadFile(path); err != nil || !bytes.Equal(present, text) {
			return fmt.Errorf("%s is not what the generator writes; run go generate ./analysis", out.name)
		}
	}
	return nil
}

// kernels are all functions of the file.
func kernels() (*ir.File, error) {
	g := &generator{Context: build.NewContext()}
	g.ConstraintExpr("amd64")
	g.add()
	g.addPairs()
	g.addBytes()
	g.addBytePairs()
	g.means()
	g.follow()
	return g.Result()
}
