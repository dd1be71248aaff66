package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// order is the panels that stand in a room of the page, in order.
func order(p *page, room string) []string {
	p.t.Helper()
	return eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#%s > .thing:not([hidden])')].map(e => e.dataset.thing)`, room))
}

// choice presses a button of a panel's menu, as a hand would: menu first.
func choice(p *page, panel, what string) {
	p.t.Helper()
	p.do("menu of "+panel, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector('[popovertarget=menu-%s]').click()`, panel)))
	p.until("the menu of "+panel, fmt.Sprintf(`document.querySelector('#menu-%s').matches(':popover-open')`, panel), 2*time.Second)
	p.do(what, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector('#menu-%s [data-do=%s]').click()`, panel, what)))
}

// TestPanelsMove: panels are moved by the menu and by dragging the title,
// removed and added; a reload finds them where they were, and the usual ones
// come back.
func TestPanelsMove(t *testing.T) {
	p := ready(t)
	usual := order(p, "shelf")
	if len(usual) < 2 || usual[0] != "weights" || !slices.Equal(order(p, "left")[:1], []string{"stimulus"}) || !slices.Equal(order(p, "head"), []string{"raster"}) {
		t.Fatalf("usual panels: left %v, head %v, shelf %v, right %v", order(p, "left"), order(p, "head"), usual, order(p, "sees"))
	}
	if over := eval[bool](p, `(m => m.scrollHeight > m.clientHeight || m.scrollWidth > m.clientWidth)(document.querySelector('main'))`); over {
		t.Error("the usual panels do not fit 1440 x 900")
	}

	choice(p, "weights", "later")
	if got := order(p, "shelf"); got[0] != usual[1] || got[1] != "weights" {
		t.Errorf("weights moved later: %v", got)
	}
	choice(p, "tuning", "middle")
	if got := order(p, "shelf"); got[len(got)-1] != "tuning" || slices.Contains(order(p, "sees"), "tuning") {
		t.Errorf("tuning moved to the middle: shelf %v, right %v", got, order(p, "sees"))
	}
	p.until("tuning is drawn there", painted("tuning"), 2*time.Second)
	choice(p, "lgn", "remove")
	if slices.Contains(order(p, "left"), "lgn") || eval[bool](p, `document.querySelector('[data-show=lgn]').checked`) {
		t.Error("LGN was removed and is still there")
	}
	show(p, "luminance")
	p.until("luminance is drawn", painted("luminance"), 5*time.Second)

	// By its title, from the shelf to the top of the left place.
	type spot struct{ X, Y float64 }
	centre := func(selector string) spot {
		return eval[spot](p, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: 'nearest', inline: 'nearest'}); const r = e.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2} })()`, selector))
	}
	from := centre("#panel-stdp h2")
	to := centre("#stimulus h2")
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		p.do(string(kind), chromedp.MouseEvent(kind, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
	mouse(input.DispatchMouseEventTypeMousePressed, from.X, from.Y)
	for k := 1.0; k <= 5; k++ {
		mouse(input.DispatchMouseEventTypeMouseMoved, from.X+(to.X-from.X)*k/5, from.Y+(to.Y-from.Y)*k/5)
	}
	if eval[bool](p, `document.getElementById('drop-line').hidden`) {
		t.Error("no line shows where the panel would go")
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, to.X, to.Y)
	if got := order(p, "left"); !slices.Equal(got, []string{"stdp", "stimulus"}) {
		t.Errorf("plasticity dragged above the stimulus: left %v", got)
	}

	want := [][]string{order(p, "left"), order(p, "head"), order(p, "shelf"), order(p, "sees")}
	p.do("reload", chromedp.Reload())
	p.until("an angle", `document.querySelector('[data-panel=orientation]')?.dataset.decodedDeg`, 10*time.Second)
	for k, room := range []string{"left", "head", "shelf", "sees"} {
		if got := order(p, room); !slices.Equal(got, want[k]) {
			t.Errorf("after a reload %s has %v, want %v", room, got, want[k])
		}
	}
	// Another kind of experiment has an arrangement of its own.
	choose(p, "six-sequences")
	p.until("its panels", `document.body.dataset.form === 'ring'`, 10*time.Second)
	if got := order(p, "sees"); len(got) < 2 || got[0] != "orientation" || got[1] != "tuning" {
		t.Errorf("six-sequences has at the right %v, want its usual panels", got)
	}
	choose(p, "first-light")
	p.until("the eye", `document.body.dataset.form === 'eye'`, 10*time.Second)
	if got := order(p, "left"); !slices.Equal(got, want[0]) {
		t.Errorf("back at first light the left place has %v, want %v", got, want[0])
	}
	p.do("usual panels", chromedp.Evaluate[chromedp.Void](`document.getElementById('panels-usual').click()`))
	if got := order(p, "shelf"); !slices.Equal(got, usual) {
		t.Errorf("usual panels: shelf %v, want %v", got, usual)
	}
	p.silent()
}

// TestPanelByKeys: a panel is moved, shown in full and put back by keyboard
// alone; Escape leaves the full screen and does not stop the run.
func TestPanelByKeys(t *testing.T) {
	p := ready(t)
	key := func(k string) { p.do("key "+k, chromedp.KeyEvent(k)) }
	focused := func(what, js string) { p.until(what, js, 2*time.Second) }
	p.do("to the menu button", chromedp.Evaluate[chromedp.Void](`document.querySelector('[popovertarget=menu-tuning]').focus()`))
	key("\r")
	focused("the menu", `document.getElementById('menu-tuning').matches(':popover-open')`)
	for range 40 {
		key("\t")
		if eval[bool](p, `document.activeElement.matches('#menu-tuning [data-do=earlier]')`) {
			break
		}
	}
	focused("on earlier", `document.activeElement.matches('#menu-tuning [data-do=earlier]')`)
	key("\r")
	focused("tuning stands first, the focus is on its menu", `document.querySelector('#sees > .thing:not([hidden])').dataset.thing === 'tuning' && document.activeElement.matches('[popovertarget=menu-tuning]')`)
	if said := eval[string](p, `document.getElementById('said').textContent`); !strings.Contains(said, "1 of") {
		t.Errorf("a screen reader hears %q, want the new place", said)
	}

	key("f")
	focused("tuning has the page", `document.body.hasAttribute('data-full') && document.querySelector('#tuning .plot').clientHeight > 600 && !document.getElementById('orientation').checkVisibility() && document.getElementById('play').checkVisibility()`)
	p.until("it is drawn", painted("tuning"), 2*time.Second)
	key("\u001b")
	focused("the page is back, the focus on the menu", `!document.body.hasAttribute('data-full') && document.getElementById('orientation').checkVisibility() && document.activeElement.matches('[popovertarget=menu-tuning]')`)
	if s := eval[string](p, `document.body.dataset.state`); s != "playing" {
		t.Errorf("leaving the full screen made the run %s", s)
	}
	p.silent()
}

// TestPanelAsTable: the figure's numbers as a table that follows the run, a
// panel held still, and what a panel is.
func TestPanelAsTable(t *testing.T) {
	p := ready(t)
	const view = `document.querySelector('#tuning .table-view`
	choice(p, "tuning", "table")
	p.until("a row for each neuron", view+` tbody').rows.length === 60`, 5*time.Second)
	if got := eval[string](p, `[...document.querySelectorAll('#tuning .table-view th[scope=col]')].map(e => e.textContent).join()`); !strings.HasPrefix(got, "preferred (deg),rate (Hz)") {
		t.Errorf("the columns are %s", got)
	}
	if eval[bool](p, `document.getElementById('c-tuning').checkVisibility()`) {
		t.Error("the figure stands beside its table")
	}
	if got := eval[string](p, `(e => [e.getAttribute('role'), e.tabIndex, e.querySelector('caption').textContent].join())(`+view+` .scroller'))`); got != "region,0,Tuning" {
		t.Errorf("the table's region is %s", got)
	}
	was := eval[string](p, view+` tbody').innerText`)
	p.until("the numbers follow", fmt.Sprintf(view+` tbody').innerText !== %q`, was), 4*time.Second)
	p.do("back", chromedp.Evaluate[chromedp.Void](view+` [data-do=table]').click()`))
	p.until("the figure", `document.getElementById('c-tuning').checkVisibility() && !`+view+`')`, 2*time.Second)

	choice(p, "statistics", "about")
	p.until("what it is, its equation and its paper", `(e => e.matches(':popover-open') && e.querySelector('.equation').textContent.includes('=') && /\d{4}/.test(e.querySelector('.cite').textContent))(document.getElementById('about-statistics'))`, 2*time.Second)
	p.do("close", chromedp.Evaluate[chromedp.Void](`document.getElementById('about-statistics').hidePopover()`))

	show(p, "luminance")
	p.until("luminance", painted("luminance"), 5*time.Second)
	choice(p, "luminance", "pause")
	p.until("a word that it is held", `document.querySelector('#panel-luminance [data-part=paused]').checkVisibility()`, 2*time.Second)
	time.Sleep(500 * time.Millisecond) // what was asked for before has come
	const drawn = `document.getElementById('c-luminance').toDataURL()`
	still := eval[string](p, drawn)
	time.Sleep(1500 * time.Millisecond)
	if eval[string](p, drawn) != still {
		t.Error("a paused panel went on")
	}
	choice(p, "luminance", "pause")
	p.until("it goes on", drawn+fmt.Sprintf(` !== %q`, still), 4*time.Second)
	p.silent()
}

// TestCopiedCodeRuns: the Python and the curl command that a panel's menu
// copies run as they are, and give the numbers on the page.
func TestCopiedCodeRuns(t *testing.T) {
	p := ready(t)
	p.do("a clipboard to read", chromedp.Evaluate[chromedp.Void](`navigator.clipboard.writeText = async text => { window.copied = text }`))
	patch(p, `{"stimulus.theta_deg": 100}`) // on the way: the code must know when
	p.until("a second and a half", `Number(document.getElementById('clock').textContent) > 1.5`, 30*time.Second)
	p.do("pause", chromedp.Evaluate[chromedp.Void](`document.getElementById('play').click()`))
	p.until("paused", `document.body.dataset.state === 'paused'`, 3*time.Second)
	time.Sleep(300 * time.Millisecond) // the last tick has come
	session := eval[string](p, `new URLSearchParams(location.search).get('session')`)
	origin := eval[string](p, `location.origin`)
	resp, err := http.Get(origin + "/api/v1/sessions/" + session + "/figures/rates.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	want, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v", resp.Status, err)
	}
	copied := func(what string) string {
		p.do("forget", chromedp.Evaluate[chromedp.Void](`window.copied = ''`))
		choice(p, "rates", what)
		p.until(what, `window.copied`, 2*time.Second)
		return eval[string](p, `window.copied`)
	}

	t.Run("curl", func(t *testing.T) {
		for _, need := range []string{"bash", "curl"} {
			if _, err := exec.LookPath(need); err != nil {
				t.Skip(need + " is missing")
			}
		}
		dir := t.TempDir()
		run(t, dir, "bash", "-euo", "pipefail", "-c", copied("curl"))
		got, err := os.ReadFile(filepath.Join(dir, "rates.csv"))
		if err != nil {
			t.Fatal(err)
		}
		sameRows(t, got, want)
	})
	t.Run("Python", func(t *testing.T) {
		if _, err := exec.LookPath("python3"); err != nil {
			t.Skip("python3 is missing")
		}
		code := copied("python") + "\nprint(json.dumps(table))\n"
		out := run(t, t.TempDir(), "python3", "-c", code)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		var rows []map[string]string
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &rows); err != nil {
			t.Fatalf("%v: %.300s", err, out)
		}
		ours := rowsOf(t, want)
		if len(rows) != len(ours)-1 || len(rows) < 10 {
			t.Fatalf("Python has %d rows, the page %d", len(rows), len(ours)-1)
		}
		for k, row := range rows {
			for c, name := range ours[0] {
				if row[name] != ours[k+1][c] {
					t.Fatalf("row %d: %s = %s in Python, %s on the page", k, name, row[name], ours[k+1][c])
				}
			}
		}
	})
	var open struct{ Sessions int }
	h, err := http.Get(origin + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer h.Body.Close()
	if err := json.NewDecoder(h.Body).Decode(&open); err != nil || open.Sessions != 1 {
		t.Errorf("%d sessions are open, want that of the page: the code cleans up after itself (%v)", open.Sessions, err)
	}
	p.silent()
}

// run is what a command prints.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s\n%s", name, err, args[len(args)-1], out)
	}
	return string(out)
}

// rowsOf are the rows of a CSV without its comments.
func rowsOf(t *testing.T, text []byte) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(string(text)))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func sameRows(t *testing.T, got, want []byte) {
	t.Helper()
	a, b := rowsOf(t, got), rowsOf(t, want)
	if len(a) != len(b) || len(a) < 10 {
		t.Fatalf("%d rows, want %d", len(a), len(b))
	}
	for k := range a {
		if !slices.Equal(a[k], b[k]) {
			t.Fatalf("row %d is %v, want %v", k, a[k], b[k])
		}
	}
}
