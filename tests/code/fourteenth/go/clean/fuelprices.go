package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

type station struct {
	ID    string  `json:"id"`
	Price float64 `json:"e10"`
}

func get(hc *http.Client, id string) (station, error) {
	var s station
	resp, err := hc.Get("https://prices.example.org/v1/station/" + id)
	if err != nil {
		return s, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return s, err
	}
	if resp.StatusCode/100 != 2 {
		return s, fmt.Errorf("%s: %s", id, resp.Status)
	}
	return s, json.Unmarshal(body, &s)
}

func main() {
	hc := &http.Client{
		Timeout: 8 * time.Second,
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			MaxIdleConnsPerHost: 4,
			MaxConnsPerHost:     8,
			IdleConnTimeout:     60 * time.Second,
			TLSHandshakeTimeout: 4 * time.Second,
		},
	}
	defer hc.CloseIdleConnections()
	var all []station
	for _, id := range os.Args[1:] {
		s, err := get(hc, id)
		if err != nil {
			log.Print(err)
			continue
		}
		all = append(all, s)
	}
	if err := json.NewEncoder(os.Stdout).Encode(all); err != nil {
		log.Fatal(err)
	}
}
