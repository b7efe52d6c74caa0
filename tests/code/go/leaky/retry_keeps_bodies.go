package retry

import (
	"fmt"
	"net/http"
	"time"
)

func Get(url string, tries int) (*http.Response, error) {
	for i := 0; i < tries; i++ {
		resp, err := http.Get(url)
		if err == nil && resp.StatusCode < 500 {
			return resp, nil
		}
		time.Sleep(time.Second << i) // expect: close-wait-leak
	}
	return nil, fmt.Errorf("%s: gave up", url)
}
