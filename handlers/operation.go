package handlers

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"striate/params"
)

// option adds a fact to the description of a route.
type option func(*huma.Operation)

func operation(method, id, path, summary string, facts []option) huma.Operation {
	op := huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Responses: map[string]*huma.Response{}}
	for _, f := range facts {
		f(&op)
	}
	return op
}

func get(id, path, summary string, facts ...option) huma.Operation {
	return operation(http.MethodGet, id, path, summary, facts)
}

func post(id, path, summary string, facts ...option) huma.Operation {
	return operation(http.MethodPost, id, path, summary, facts)
}

func patch(id, path, summary string, facts ...option) huma.Operation {
	return operation(http.MethodPatch, id, path, summary, facts)
}

func remove(id, path, summary string, facts ...option) huma.Operation {
	return operation(http.MethodDelete, id, path, summary, facts)
}

func created(op *huma.Operation)  { op.DefaultStatus = http.StatusCreated }
func accepted(op *huma.Operation) { op.DefaultStatus = http.StatusAccepted }

// takes says what JSON the body holds.
func takes(schema *huma.Schema) option { return bodyOf("application/json", schema) }

// takesBytes says that the body is bytes.
var takesBytes = bodyOf("application/octet-stream", &huma.Schema{Type: huma.TypeString, Format: "binary"})

// bodyOf describes a body. It goes into the description only once huma has
// looked at the operation: huma would read and check the body itself, with
// other words than params.
func bodyOf(media string, schema *huma.Schema) option {
	return func(op *huma.Operation) {
		op.Metadata = map[string]any{"body": &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{media: {Schema: schema}}}}
	}
}

// addBody is called for each operation that is described.
func addBody(_ *huma.OpenAPI, op *huma.Operation) {
	if b, ok := op.Metadata["body"].(*huma.RequestBody); ok {
		op.RequestBody = b
	}
}

// asks describes the query string of T, a parameter struct.
func asks[T any]() option {
	return func(op *huma.Operation) {
		for _, p := range params.Describe(new(T)) {
			op.Parameters = append(op.Parameters, &huma.Param{Name: p.Path, In: "query", Description: describe(p), Schema: schemaOf(p)})
		}
	}
}

// gives lists the media types of an answer.
func gives(types map[string]string) option {
	return func(op *huma.Operation) {
		content := map[string]*huma.MediaType{}
		for _, t := range types {
			content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		}
		op.Responses["200"] = &huma.Response{Description: "the file", Content: content}
	}
}

// streams describes the answer that opens a websocket.
func streams(op *huma.Operation) {
	op.Responses["101"] = &huma.Response{Description: "the stream is open"}
	op.Responses["404"] = &huma.Response{Description: "no such session"}
	op.Responses["426"] = &huma.Response{Description: "want a websocket"}
}

// either is the name of a preset or an experiment, whole or in part.
func either() *huma.Schema {
	return &huma.Schema{
		Description: "the name of a preset, or parameters that differ from those of the preset they name",
		OneOf:       []*huma.Schema{{Type: huma.TypeString}, {Ref: "#/components/schemas/Experiment"}},
	}
}

func startSchema() *huma.Schema {
	s := paramsSchema("an experiment and how it starts", params.Describe(new(startOptions)))
	s.Properties["experiment"] = either()
	s.Properties["changes"] = &huma.Schema{
		Type: huma.TypeArray, Description: "what is changed in flight, as GET /sessions/{id} lists it: with the same experiment the same spikes come again",
		Items: &huma.Schema{Type: huma.TypeObject, Required: []string{"t_s", "values"}, AdditionalProperties: false, Properties: map[string]*huma.Schema{
			"t_s": {Type: huma.TypeNumber, Description: "since the run began, s"}, "values": patchSchema()}},
	}
	return s
}

func loadSchema() *huma.Schema {
	s := object("an experiment")
	s.Properties["experiment"] = either()
	return s
}

// speedSchema is of the speed in an answer.
func speedSchema() *huma.Schema {
	return &huma.Schema{
		Description: "simulated over real time, \"inf\" for as fast as it can",
		OneOf:       []*huma.Schema{{Type: huma.TypeNumber}, {Type: huma.TypeString, Enum: []any{"inf"}}},
	}
}

func patchSchema() *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Description: "values by path, as GET /params lists them", AdditionalProperties: true}
}
