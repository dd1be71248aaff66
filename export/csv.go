package export

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"striate/analysis"
)

// CSV writes a figure's table: comment lines beginning with "# " (the
// provenance as JSON, the figure, its summary), then the names of the columns,
// then the rows. Where there is no number the field is empty.
func CSV(w io.Writer, f *analysis.Figure, p Provenance) error {
	line, err := p.of(f).line()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "# %s\n# %s: %s\n", line, f.Name, f.Summary); err != nil {
		return err
	}
	return writeTable(w, f.Table)
}

func writeTable(w io.Writer, t analysis.Table) error {
	buffered := bufio.NewWriter(w)
	c := csv.NewWriter(buffered)
	row := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		row[i] = col.Name
	}
	if err := c.Write(row); err != nil {
		return err
	}
	for k := range t.Rows() {
		for i, col := range t.Columns {
			switch {
			case k < len(col.Words):
				row[i] = col.Words[k]
			case k < len(col.Values):
				row[i] = cell(col.Values[k])
			default:
				row[i] = ""
			}
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

func cell(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', 10, 64)
}
