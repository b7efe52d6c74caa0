package health

import (
	"net/http"
	"time"
)

var client = &http.Client{Timeout: time.Second}

func Alive(url string) bool {
	resp, err := client.Get(url)
	if err != nil {
		return false
	}
	return resp.StatusCode == 200 // expect: close-wait-leak
}
