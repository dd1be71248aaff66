package handlers

import (
	"context"
	"net/http"

	"striate/experiment"
)

// save is GET /sessions/{id}/state: the session as it stands, as a file.
func (s *Server) save(_ context.Context, in *ByID) (*file, error) {
	from, err := s.source(in.ID)
	if err != nil {
		return nil, problemOf(err)
	}
	data, err := from.Save()
	if err != nil {
		return nil, problemOf(err)
	}
	if len(data) > maxState {
		return nil, at(refuse(http.StatusConflict, "state = %d bytes, want at most %d over HTTP: webapp run --save writes larger ones", len(data), maxState), "state", len(data))
	}
	return newFile(fileName(from.now, from.about, "striate", "state"), stateType["state"], data), nil
}

// restore is POST /sessions/{id}/state.
func (s *Server) restore(_ context.Context, in *struct {
	ByID
	State StateBody
}) (*answer, error) {
	e, err := s.sessions.get(in.ID)
	if err == nil {
		err = in.State.err
	}
	if err == nil {
		_, err = noFile(experiment.SavedExperiment(in.State.data))
	}
	if err == nil {
		err = e.Restore(in.State.data)
	}
	if err != nil {
		return nil, problemOf(err)
	}
	return s.describe(e), nil
}
