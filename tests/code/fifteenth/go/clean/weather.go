package weather

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

var shared = &http.Client{Timeout: 12 * time.Second}

type Forecast struct {
	Station string    `json:"station"`
	Temps   []float64 `json:"temps"`
}

// Get fetches a forecast; nil without error means the station is unknown.
func Get(ctx context.Context, base, station string) (*Forecast, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", base+"/v2/forecast/"+station, nil)
	if err != nil {
		return nil, err
	}
	resp, err := shared.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() {
		io.Copy(io.Discard, io.LimitReader(resp.Body, 256<<10))
		resp.Body.Close()
	}()

	switch resp.StatusCode {
	case http.StatusNotFound:
		return nil, nil
	case http.StatusOK:
	default:
		return nil, fmt.Errorf("weather: %s for %s", resp.Status, station)
	}
	f := new(Forecast)
	if err := json.NewDecoder(resp.Body).Decode(f); err != nil {
		return nil, fmt.Errorf("weather: %s: %w", station, err)
	}
	return f, nil
}
