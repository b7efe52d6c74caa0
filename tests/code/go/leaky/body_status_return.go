package main

import (
	"fmt"
	"io"
	"net/http"
)

func load(client *http.Client, url string) ([]byte, error) {
	resp, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode) // expect: close-wait-leak
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
