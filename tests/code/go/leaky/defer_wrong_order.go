package main

import (
	"io"
	"log"
	"net/http"
)

func poll(urls []string) {
	for _, u := range urls {
		resp, err := http.Get(u)
		if err != nil {
			log.Println(err)
			continue
		}
		defer resp.Body.Close() // expect: close-wait-leak
		io.Copy(io.Discard, resp.Body)
	}
}
