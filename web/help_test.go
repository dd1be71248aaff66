package web

import (
	"strings"
	"testing"

	"striate/params"
)

func TestSymbolsOfEquationsStandLow(t *testing.T) {
	for eq, want := range map[string]string{
		"C_m dv/dt = g_L (E_L − v)": "C[m] dv/dt = g[L] (E[L] − v)",
		"exp(cos 2x / 4B_θ²)":       "exp(cos 2x / 4B[θ]²)",
		"⟨ū²⟩/u²_ref, A_LTD":        "⟨ū²⟩/u²[ref], A[LTD]",
		"power_law f₊ = w_max":      "power_law f₊ = w[max]",
		"von_mises: weight":         "von_mises: weight",
		"ū₋, x̄":                    "ū₋, x̄",
	} {
		var b strings.Builder
		for _, p := range lowered(eq) {
			if p.low {
				b.WriteString("[" + p.text + "]")
			} else {
				b.WriteString(p.text)
			}
		}
		if b.String() != want {
			t.Errorf("%q is set as %q, want %q", eq, b.String(), want)
		}
	}
}

func TestHelpSaysWhatAChangeDoes(t *testing.T) {
	ps := []params.Param{
		{Path: "stimulus.aperture", Key: "aperture", Type: params.Choice, Label: "aperture", Choices: []string{"full", "disc"}, Default: "full"},
		{Path: "stimulus.aperture_deg", Key: "aperture_deg", Type: params.Number, Label: "aperture diameter", Unit: "deg", Default: 2.0, Max: 9, When: "aperture!=full"},
		{Path: "stimulus.theta_deg", Key: "theta_deg", Type: params.Number, Symbol: "θ", Label: "orientation", Unit: "deg", Default: 60.0, Max: 180, Doc: "angle of the bars"},
		{Path: "stimulus.width_px", Key: "width_px", Type: params.Integer, Live: "rebuild", Default: int64(64), Max: 512},
		{Path: "stimulus.block_frames", Key: "block_frames", Type: params.Integer, Live: "rebuild", Default: int64(64), Max: 512},
		{Path: "ring.n", Key: "n", Type: params.Integer, Live: "rebuild", Default: int64(60), Max: 512},
		{Path: "ring.cell.kind", Key: "kind", Type: params.Choice, Default: "a", Choices: []string{"a", "b"}},
	}
	values := map[string]any{"stimulus.aperture": "full", "stimulus.theta_deg": 30.0}
	at := func(path string) any { return values[path] }
	help := func(path string) HelpView {
		h, ok := NewHelp(ps, path, at, func(string) any { return 45.0 })
		if !ok {
			t.Fatalf("no help of %s", path)
		}
		return h
	}
	for path, want := range map[string]string{
		"stimulus.theta_deg": "at once", "stimulus.width_px": "rebuilds", "stimulus.block_frames": "starts the stimulus anew",
		"ring.n": "rebuilds", "ring.cell.kind": "rebuilds",
	} {
		if h := help(path); !strings.Contains(h.Acts(), want) {
			t.Errorf("a change of %s %q, want %q", path, h.Acts(), want)
		}
	}
	if h := help("stimulus.aperture_deg"); h.Idle != "No effect while aperture is full." {
		t.Errorf("idle: %q", h.Idle)
	}
	values["stimulus.aperture"] = "disc"
	if h := help("stimulus.aperture_deg"); h.Idle != "" {
		t.Errorf("idle where it has an effect: %q", h.Idle)
	}
	facts := map[string]string{}
	for _, l := range help("stimulus.theta_deg").lines() {
		facts[l[0]] = l[1]
	}
	for name, want := range map[string]string{"Now": "30 deg", "Preset": "45 deg", "Default": "60 deg", "Range": "0 to 180 deg"} {
		if facts[name] != want {
			t.Errorf("%s is %q, want %q", name, facts[name], want)
		}
	}
	if facts["PsychoPy"] == "" || facts["MotionClouds"] == "" {
		t.Errorf("an orientation without the conversions: %v", facts)
	}
	if _, ok := NewHelp(ps, "stimulus.nothing", at, at); ok {
		t.Error("help of a parameter that is not there")
	}
}

// TestStatements: one statement a line, and nothing in brackets divided.
func TestStatements(t *testing.T) {
	for eq, want := range map[string]string{
		"a = b;  c = d":                           "a = b;\nc = d",
		"i = w f(t, τ), τ = τ_e or τ_i":           "i = w f(t, τ),\nτ = τ_e or τ_i",
		"θ_k = 180° k/N, k below N":               "θ_k = 180° k/N, k below N",
		"Δw = A for Δt > 0,  −B for Δt < 0":       "Δw = A for Δt > 0,\n−B for Δt < 0",
		"L(x, y) = (a; b), f(x; y)":               "L(x, y) = (a; b), f(x; y)",
		"already = on\ntwo = lines; three = here": "already = on\ntwo = lines;\nthree = here",
	} {
		if got := statements(eq); got != want {
			t.Errorf("%q: %q, want %q", eq, got, want)
		}
	}
}
