package geocode

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

type Point struct {
	Lat, Lon float64
}

type Address struct {
	Street, City, Zip string
}

// Batch geocodes the delivery addresses of a tour, typically 200 to 900 of them.
func Batch(ctx context.Context, endpoint string, addrs []Address) ([]Point, error) {
	points := make([]Point, 0, len(addrs))
	for _, a := range addrs {
		p, err := lookup(ctx, endpoint, a)
		if err != nil {
			return nil, fmt.Errorf("geocode %q: %w", a.Street, err)
		}
		points = append(points, p)
	}
	return points, nil
}

func lookup(ctx context.Context, endpoint string, a Address) (Point, error) {
	tr := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
		TLSHandshakeTimeout: 3 * time.Second,
	}
	defer tr.CloseIdleConnections()
	hc := &http.Client{Transport: tr, Timeout: 8 * time.Second}

	q := url.Values{"street": {a.Street}, "city": {a.City}, "zip": {a.Zip}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+"/search?"+q.Encode(), nil)
	if err != nil {
		return Point{}, err
	}
	resp, err := hc.Do(req)
	if err != nil {
		return Point{}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return Point{}, fmt.Errorf("status %s", resp.Status)
	}
	var p Point
	err = json.NewDecoder(resp.Body).Decode(&p)
	return p, err
}
