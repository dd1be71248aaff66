package handlers

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"striate/experiment"
)

// list is a JSON list made once.
type list struct {
	Cache string `header:"Cache-Control"`
	Body  json.RawMessage
}

func listOf(v any) (*list, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, problemOf(fmt.Errorf("writing a list: %w", err))
	}
	return &list{Cache: "no-cache", Body: text}, nil
}

// listParams is GET /params.
func listParams(context.Context, *struct{}) (*list, error) { return listOf(experiment.Params()) }

// listPresets is GET /presets.
func listPresets(context.Context, *struct{}) (*list, error) { return listOf(experiment.Presets()) }

// lists describes an answer that is a list of objects with these members.
func lists(members ...string) option {
	return func(op *huma.Operation) {
		item := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}}
		for _, m := range members {
			item.Properties[m] = &huma.Schema{}
		}
		op.Responses["200"] = &huma.Response{Description: "the list", Content: map[string]*huma.MediaType{
			"application/json": {Schema: &huma.Schema{Type: huma.TypeArray, Items: item}},
		}}
	}
}
