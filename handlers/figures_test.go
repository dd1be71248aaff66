package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"image/png"
	"slices"
	"testing"

	"striate/experiment"
	"striate/export"
)

// Every figure of every preset is there after a second and is drawn in every
// format; its table has rows, and it says what it shows.
func TestEveryFigureOfEveryPreset(t *testing.T) {
	for _, p := range experiment.Presets() {
		e, err := experiment.Preset(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		promised := e.Figures()
		e.Duration = min(e.Duration, 1.2)
		r, err := experiment.Execute(context.Background(), e, nil)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		var made []string
		for _, f := range r.Figures {
			made = append(made, f.Name)
			if f.Summary == "" || f.Title == "" || len(f.Layers) == 0 {
				t.Errorf("%s: %s has %d layers and says %q", p.Name, f.Name, len(f.Layers), f.Summary)
			}
			for _, format := range export.Formats {
				var b bytes.Buffer
				if err := export.Write(&b, format, f, export.Options{}); err != nil {
					t.Fatalf("%s: %s.%s: %v", p.Name, f.Name, format, err)
				}
				switch format {
				case "svg":
					err = xml.Unmarshal(b.Bytes(), new(struct{}))
				case "png":
					_, err = png.Decode(&b)
				case "csv":
					table := csv.NewReader(&b)
					table.Comment = '#'
					var rows [][]string
					if rows, err = table.ReadAll(); err == nil && len(rows) < 2 {
						t.Errorf("%s: %s.csv has no rows", p.Name, f.Name)
					}
				}
				if err != nil || b.Len() == 0 && format == "pdf" {
					t.Errorf("%s: %s.%s: %v", p.Name, f.Name, format, err)
				}
			}
			if f.Name == "statistics" {
				continue // its JSON has numbers of a session beside it
			}
			if text, err := (source{}).onScreen(f); err != nil || !json.Valid(text) {
				t.Errorf("%s: %s.json: %v", p.Name, f.Name, err)
			}
		}
		for _, name := range promised {
			if !slices.Contains(made, name) {
				t.Errorf("%s: %s was promised", p.Name, name)
			}
		}
	}
}
