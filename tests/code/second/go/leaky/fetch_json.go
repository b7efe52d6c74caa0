package prices

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

var ErrNotFound = errors.New("no such item")

type API struct {
	base string
	hc   *http.Client
}

type Price struct {
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"`
}

func (a *API) Price(sku string) (*Price, error) {
	resp, err := a.hc.Get(a.base + "/v2/price/" + sku)
	if err != nil {
		return nil, err
	}
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return nil, ErrNotFound
	case resp.StatusCode >= 500:
		b, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
		resp.Body.Close()
		return nil, fmt.Errorf("backend: %s: %s", resp.Status, b)
	}
	defer resp.Body.Close()
	var p Price
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		return nil, err
	}
	return &p, nil
}
