package main

import (
	"net/http"
	"time"
)

func all(client *http.Client, urls []string) int {
	good := 0
	for _, u := range urls {
		func() {
			resp, err := client.Get(u)
			if err != nil {
				return
			}
			defer resp.Body.Close()
			if resp.StatusCode == 200 {
				good++
			}
		}()
		time.Sleep(time.Millisecond)
	}
	return good
}
