package httpx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

var hc = &http.Client{
	Timeout:   15 * time.Second,
	Transport: &http.Transport{MaxIdleConnsPerHost: 32, IdleConnTimeout: time.Minute},
}

func done(r *http.Response) {
	io.Copy(io.Discard, io.LimitReader(r.Body, 64<<10))
	r.Body.Close()
}

func PostJSON(url string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	for try := 0; ; try++ {
		resp, err := hc.Post(url, "application/json", bytes.NewReader(b))
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusServiceUnavailable && try < 3 {
			done(resp)
			time.Sleep(time.Duration(1<<try) * 100 * time.Millisecond)
			continue
		}
		return decode(resp, out)
	}
}

func decode(resp *http.Response, out any) error {
	defer done(resp)
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("unexpected status %s", resp.Status)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}
