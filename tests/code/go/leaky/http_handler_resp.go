package api

import (
	"encoding/json"
	"fmt"
	"net/http"
)

type Backend struct {
	c    *http.Client
	base string
}

func (b *Backend) Lookup(id string) (map[string]any, error) {
	req, err := http.NewRequest(http.MethodGet, b.base+"/"+id, nil)
	if err != nil {
		return nil, err
	}
	res, err := b.c.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("no such id %s", id) // expect: close-wait-leak
	}
	defer res.Body.Close()
	var out map[string]any
	return out, json.NewDecoder(res.Body).Decode(&out)
}
