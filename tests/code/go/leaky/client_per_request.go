package main

import (
	"io"
	"net/http"
	"time"
)

func ping(url string) error {
	client := &http.Client{ // expect: connection-churn
		Timeout:   3 * time.Second,
		Transport: &http.Transport{MaxIdleConns: 2},
	}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
