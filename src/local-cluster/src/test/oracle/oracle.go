// An oracle for server-side apply: one write a line in, what structured-merge-diff makes of it a line out. It keeps no
// state but the schema. ApplyFuzzTest builds and asks it; see ApplyOracle.
//
// The library does the merging. What Kubernetes has around it is written here as fieldmanager has it: an update is
// tracked as one of nobody and then added to its manager, and an object without managers gets one before its first apply.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"sigs.k8s.io/structured-merge-diff/v4/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v4/merge"
	"sigs.k8s.io/structured-merge-diff/v4/typed"
	"sigs.k8s.io/structured-merge-diff/v4/value"
)

type entry struct {
	Manager     string          `json:"manager"`
	Operation   string          `json:"operation"`
	APIVersion  string          `json:"apiVersion"`
	Subresource string          `json:"subresource,omitempty"`
	FieldsV1    json.RawMessage `json:"fieldsV1"`
}

// The identity of a manager: one applier keeps its entry when it moves to another version.
func (e entry) key() string {
	version := e.APIVersion
	if e.Operation == "Apply" {
		version = ""
	}
	return strings.Join([]string{e.Manager, e.Operation, version, e.Subresource}, "|")
}

type request struct {
	Schema   json.RawMessage `json:"schema"`
	Writer   entry           `json:"writer"`
	Force    bool            `json:"force"`
	Ignored  json.RawMessage `json:"ignored"`
	Stripped json.RawMessage `json:"stripped"`
	Live     json.RawMessage `json:"live"`
	Managed  []entry         `json:"managed"`
	Object   json.RawMessage `json:"object"`
}

type conflict struct {
	Owner string `json:"owner"`
	Path  string `json:"path"`
}

type answer struct {
	Object    json.RawMessage `json:"object,omitempty"`
	Managed   []entry         `json:"managed,omitempty"`
	Conflicts []conflict      `json:"conflicts,omitempty"`
	Error     string          `json:"error,omitempty"`
}

// All versions have one type and differ in the value of apiVersion.
type converter struct{ t typed.ParseableType }

func (c converter) Convert(object *typed.TypedValue, version fieldpath.APIVersion) (*typed.TypedValue, error) {
	fields := map[string]interface{}{}
	if old, ok := object.AsValue().Unstructured().(map[string]interface{}); ok {
		for name, field := range old {
			fields[name] = field
		}
	}
	if _, ok := fields["apiVersion"]; ok {
		fields["apiVersion"] = string(version)
	}
	return typed.AsTypedUnvalidated(value.NewValueInterface(fields), c.t.Schema, c.t.TypeRef), nil
}

func (c converter) IsMissingVersionError(err error) bool { return false }

func set(fields json.RawMessage) (*fieldpath.Set, error) {
	s := fieldpath.NewSet()
	if len(fields) == 0 {
		return s, nil
	}
	return s, s.FromJSON(strings.NewReader(string(fields)))
}

type write struct {
	request
	t       typed.ParseableType
	updater merge.Updater
	managed fieldpath.ManagedFields
}

func (w *write) typed(object json.RawMessage, check bool) (*typed.TypedValue, error) {
	v, err := value.FromJSON(object)
	if err != nil {
		return nil, err
	}
	if check {
		return typed.AsTyped(v, w.t.Schema, w.t.TypeRef)
	}
	return typed.AsTypedUnvalidated(v, w.t.Schema, w.t.TypeRef), nil
}

func (w *write) version() fieldpath.APIVersion { return fieldpath.APIVersion(w.Writer.APIVersion) }

func (w *write) empty() *typed.TypedValue {
	var named map[string]interface{}
	_ = json.Unmarshal(w.Object, &named)
	empty := map[string]interface{}{"apiVersion": named["apiVersion"], "kind": named["kind"]}
	return typed.AsTypedUnvalidated(value.NewValueInterface(empty), w.t.Schema, w.t.TypeRef)
}

func (w *write) track(before, after *typed.TypedValue, writer entry) error {
	const self = "nobody"
	writer.Operation = "Update"
	_, managed, err := w.updater.Update(before, after, w.version(), w.managed, self)
	if err != nil {
		return err
	}
	if taken, ok := managed[self]; ok {
		delete(managed, self)
		all := taken.Set()
		if earlier, ok := managed[writer.key()]; ok {
			all = all.Union(earlier.Set())
		}
		managed[writer.key()] = fieldpath.NewVersionedSet(all, w.version(), false)
	}
	w.managed = managed
	return nil
}

func (w *write) apply() (*typed.TypedValue, error) {
	config, err := w.typed(w.Object, true)
	if err != nil {
		return nil, err
	}
	live := w.empty()
	if len(w.Live) > 0 && string(w.Live) != "null" {
		if live, err = w.typed(w.Live, false); err != nil {
			return nil, err
		}
	}
	if len(w.managed) == 0 {
		first := w.Writer
		first.Manager = "before-first-apply"
		if err := w.track(w.empty(), live, first); err != nil {
			return nil, err
		}
		if err := w.strip(); err != nil {
			return nil, err
		}
	}
	result, managed, err := w.updater.Apply(live, config, w.version(), w.managed, w.Writer.key(), w.Force)
	if err != nil {
		return nil, err
	}
	w.managed = managed
	if result == nil {
		result = live
	}
	return result, nil
}

func (w *write) update() (*typed.TypedValue, error) {
	after, err := w.typed(w.Object, false)
	if err != nil {
		return nil, err
	}
	before := w.empty()
	if len(w.Live) > 0 && string(w.Live) != "null" {
		if before, err = w.typed(w.Live, false); err != nil {
			return nil, err
		}
	}
	return after, w.track(before, after, w.Writer)
}

// strip takes what nobody can own from every manager.
func (w *write) strip() error {
	stripped, err := set(w.Stripped)
	if err != nil {
		return err
	}
	for key, owned := range w.managed {
		rest := owned.Set().Difference(stripped)
		if rest.Empty() {
			delete(w.managed, key)
		} else {
			w.managed[key] = fieldpath.NewVersionedSet(rest, owned.APIVersion(), owned.Applied())
		}
	}
	return nil
}

func (w *write) run() (answer, error) {
	ignored, err := set(w.Ignored)
	if err != nil {
		return answer{}, err
	}
	w.updater = merge.Updater{Converter: converter{w.t}, IgnoredFields: map[fieldpath.APIVersion]*fieldpath.Set{}}
	w.updater.IgnoredFields[w.version()] = ignored
	w.managed = fieldpath.ManagedFields{}
	for _, e := range w.Managed {
		owned, err := set(e.FieldsV1)
		if err != nil {
			return answer{}, err
		}
		version := fieldpath.APIVersion(e.APIVersion)
		w.managed[e.key()] = fieldpath.NewVersionedSet(owned, version, e.Operation == "Apply")
		w.updater.IgnoredFields[version] = ignored
	}
	var object *typed.TypedValue
	if w.Writer.Operation == "Apply" {
		object, err = w.apply()
	} else {
		object, err = w.update()
	}
	if conflicts, ok := err.(merge.Conflicts); ok {
		a := answer{}
		for _, c := range conflicts {
			a.Conflicts = append(a.Conflicts, conflict{c.Manager, c.Path.String()})
		}
		return a, nil
	}
	if err != nil {
		return answer{}, err
	}
	if err := w.strip(); err != nil {
		return answer{}, err
	}
	return w.answer(object)
}

func (w *write) answer(object *typed.TypedValue) (answer, error) {
	text, err := value.ToJSON(object.AsValue())
	if err != nil {
		return answer{}, err
	}
	a := answer{Object: text}
	for key, owned := range w.managed {
		fields, err := owned.Set().ToJSON()
		if err != nil {
			return answer{}, err
		}
		id := strings.Split(key, "|")
		a.Managed = append(a.Managed, entry{id[0], id[1], string(owned.APIVersion()), id[3], fields})
	}
	return a, nil
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	var parseable typed.ParseableType
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		w := write{}
		a := answer{}
		if err = json.Unmarshal(line, &w.request); err == nil && len(w.Schema) > 0 {
			var parser *typed.Parser
			if parser, err = typed.NewParser(typed.YAMLObject(w.Schema)); err == nil {
				parseable = parser.Type("root")
			}
		}
		if err == nil && len(w.Object) > 0 {
			w.t = parseable
			a, err = w.run()
		}
		if err != nil {
			a = answer{Error: err.Error()}
		}
		text, err := json.Marshal(a)
		if err != nil {
			text, _ = json.Marshal(answer{Error: err.Error()})
		}
		fmt.Fprintln(out, string(text))
		out.Flush()
	}
}
