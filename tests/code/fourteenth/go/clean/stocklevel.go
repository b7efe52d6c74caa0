package stock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

var ErrUnknownSKU = errors.New("stock: unknown sku")

type Level struct {
	SKU       string `json:"sku"`
	Available int    `json:"available"`
}

type API struct {
	Base string
	HC   *http.Client
}

func New(base string) *API {
	return &API{Base: base, HC: &http.Client{Timeout: 3 * time.Second}}
}

func (a *API) Level(ctx context.Context, sku string) (lv Level, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.Base+"/stock/"+sku, nil)
	if err != nil {
		return lv, err
	}
	resp, err := a.HC.Do(req)
	if err != nil {
		return lv, fmt.Errorf("stock %s: %w", sku, err)
	}
	defer func() {
		io.Copy(io.Discard, io.LimitReader(resp.Body, 16<<10)) // keeps the connection reusable
		resp.Body.Close()
	}()
	switch resp.StatusCode {
	case http.StatusOK:
		err = json.NewDecoder(resp.Body).Decode(&lv)
		return lv, err
	case http.StatusNotFound:
		return lv, ErrUnknownSKU
	default:
		return lv, fmt.Errorf("stock %s: %s", sku, resp.Status)
	}
}
