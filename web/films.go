package web

import "slices"

// filmGroup is the formats of a movie that stand together in a menu.
type filmGroup struct {
	title string
	films []Film
}

// filmGroups puts the formats of a movie into groups, in reading order; those
// that no group names come last.
func filmGroups(films []Film) []filmGroup {
	groups := []struct {
		title   string
		endings []string
	}{
		{"To look at", []string{"mp4", "webm", "gif", "apng", "y4m"}},
		{"To compute with", []string{"npy", "npz", "h5", "mat"}},
		{"Frames", []string{"zip", "png"}},
		{"Others", nil},
	}
	titles := map[string]string{"webm": "WebM", "zip": "PNG in a zip", "png": "First, PNG", "h5": "HDF5"}
	var out []filmGroup
	left := slices.Clone(films)
	for _, g := range groups {
		in := filmGroup{title: g.title}
		if g.endings == nil {
			in.films = left
		}
		for _, ending := range g.endings {
			if i := slices.IndexFunc(left, func(f Film) bool { return f.Ending == ending }); i >= 0 {
				in.films, left = append(in.films, left[i]), slices.Delete(left, i, i+1)
			}
		}
		for i, f := range in.films {
			if t := titles[f.Ending]; t != "" {
				in.films[i].Title = t
			}
		}
		if len(in.films) > 0 {
			out = append(out, in)
		}
	}
	return out
}
