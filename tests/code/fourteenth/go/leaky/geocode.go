package address

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

type Geocoder struct {
	base   string
	client *http.Client
}

func NewGeocoder(base string) *Geocoder {
	return &Geocoder{base: base, client: &http.Client{Timeout: 5 * time.Second}}
}

type Point struct {
	Lat, Lon float64
}

// Lookup is called for each address of the nightly customer import.
func (g *Geocoder) Lookup(ctx context.Context, addr string) (Point, error) {
	var p Point
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.base+"/v1/search?q="+url.QueryEscape(addr), nil)
	if err != nil {
		return p, err
	}
	resp, err := g.client.Do(req)
	if err != nil {
		return p, fmt.Errorf("geocode %q: %w", addr, err)
	}
	if resp.StatusCode != http.StatusOK {
		return p, fmt.Errorf("geocode %q: status %s", addr, resp.Status)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		return p, fmt.Errorf("geocode %q: %w", addr, err)
	}
	return p, nil
}
