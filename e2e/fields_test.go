package e2e

import (
	"testing"
	"time"
)

// TestFieldsAndRateSpectrum: the receptive fields stand beside the weights, the
// spectrum of the rates comes when it is asked for, and both say their numbers.
func TestFieldsAndRateSpectrum(t *testing.T) {
	p := ready(t)
	says := func(name string, words ...string) {
		t.Helper()
		for _, w := range words {
			p.until(name+" says "+w, `document.querySelector('[data-panel=`+name+`]').getAttribute('aria-label').includes('`+w+`')`, 10*time.Second)
		}
	}
	p.until("receptive fields", painted("fields"), 10*time.Second)
	says("fields", "12 receptive fields, ON minus OFF", "coherence")
	show(p, "psd")
	p.until("spectrum of the rates", painted("psd"), 10*time.Second)
	says("psd", "power of the rates", "Hz")
	shoot(p, "fields-1440")
	choice(p, "fields", "full")
	p.until("full", `document.querySelector('[data-panel=fields]').getBoundingClientRect().width > 1000`, 5*time.Second)
	shoot(p, "fields-full")
	p.silent()
}
