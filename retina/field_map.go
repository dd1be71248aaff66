package retina

// Mapped is a Retina that can tell the receptive fields of its cells.
type Mapped interface {
	// Fields are the receptive fields as they are now; they stay so when the
	// retina is retuned, and may be read from any goroutine.
	Fields() *FieldMap
}

// FieldMap is the receptive fields of the cells of a retina on the grid of LGN
// positions: what each gets from ON minus OFF activity there.
type FieldMap struct {
	Cols, Rows      int // of the grid
	Spacing, Margin int // px between positions, and from the edge of the frame
	bank            *bank
}

// Fields implements [Mapped]. A bank is not written after it is made.
func (e *eye) Fields() *FieldMap {
	return &FieldMap{Cols: e.grid.cols, Rows: e.grid.rows, Spacing: e.grid.spacing, Margin: e.grid.margin, bank: e.bank}
}

// Sum is Σ weight·field over the cells, numbered as in a row of Drive: row by
// row from the top left. Cells of weight 0 cost nothing.
func (m *FieldMap) Sum(weight []float64) []float64 {
	b := m.bank
	dst := make([]float64, m.Cols*m.Rows)
	phases, computed := b.fields.NPhase, b.fields.computed()
	for p := range b.boxes {
		bx := &b.boxes[p]
		n := bx.cols * bx.rows
		for t := range b.fields.NTheta {
			cells := weight[(t*len(b.boxes)+p)*phases:][:phases]
			for f := range computed {
				w := cells[f]
				if computed < phases { // the antiphase is the negative
					w -= cells[f+computed]
				}
				if w == 0 {
					continue
				}
				field := bx.weight[(t*computed+f)*n:][:n]
				for j := range bx.rows {
					to := dst[(bx.j0+j)*m.Cols+bx.i0:][:bx.cols]
					for i, v := range field[j*bx.cols:][:bx.cols] {
						to[i] += w * float64(v)
					}
				}
			}
		}
	}
	return dst
}
