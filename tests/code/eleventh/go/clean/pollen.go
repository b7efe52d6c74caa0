package pollen

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

type Forecast struct {
	Birch, Grass, Ragweed int
}

type API struct {
	Base   string
	Client *http.Client
}

func New(base string) *API {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxIdleConnsPerHost = 8
	tr.MaxConnsPerHost = 32
	tr.ResponseHeaderTimeout = 5 * time.Second
	return &API{Base: base, Client: &http.Client{Transport: tr, Timeout: 10 * time.Second}}
}

func (a *API) For(ctx context.Context, zip string) (f Forecast, err error) {
	req, err := http.NewRequestWithContext(ctx, "GET", a.Base+"/f/"+url.PathEscape(zip), nil)
	if err != nil {
		return f, err
	}
	resp, err := a.Client.Do(req)
	if err != nil {
		return f, err
	}
	defer func() {
		// rest of the body, so that the connection can be used again
		_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
		resp.Body.Close()
	}()
	if resp.StatusCode != http.StatusOK {
		return f, fmt.Errorf("pollen %s: %s", zip, resp.Status)
	}
	err = json.NewDecoder(resp.Body).Decode(&f)
	return f, err
}

func (a *API) Region(ctx context.Context, zips []string) (map[string]Forecast, error) {
	out := make(map[string]Forecast, len(zips))
	for _, z := range zips {
		f, err := a.For(ctx, z)
		if err != nil {
			return out, err
		}
		out[z] = f
	}
	return out, nil
}
