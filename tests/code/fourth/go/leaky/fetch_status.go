package feed

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

var client = &http.Client{Timeout: 10 * time.Second}

type Item struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

func Fetch(url string) ([]Item, error) {
	resp, err := client.Get(url)
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("feed: unexpected status %s", resp.Status)
	}
	defer resp.Body.Close()

	var items []Item
	if err := json.NewDecoder(resp.Body).Decode(&items); err != nil {
		return nil, err
	}
	return items, nil
}
