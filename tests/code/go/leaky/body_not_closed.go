package main

import (
	"encoding/json"
	"net/http"
)

type status struct{ Up bool }

func check(client *http.Client, url string) (bool, error) {
	resp, err := client.Get(url) // expect: close-wait-leak
	if err != nil {
		return false, err
	}
	var s status
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil {
		return false, err
	}
	return s.Up, nil
}
