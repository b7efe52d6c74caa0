package crm

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

type Contact struct {
	ID, Mail string
}

type API struct {
	base string
	hc   *http.Client
}

func New(base string) *API {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxConnsPerHost = 8
	tr.MaxIdleConnsPerHost = 8
	return &API{base, &http.Client{Transport: tr, Timeout: 30 * time.Second}}
}

// get hands the response over only when it is good; the caller closes its body.
func (a *API) get(ctx context.Context, path string) (*http.Response, error) {
	for attempt := 0; ; attempt++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+path, nil)
		if err != nil {
			return nil, err
		}
		rsp, err := a.hc.Do(req)
		if err != nil {
			return nil, err
		}
		if rsp.StatusCode == http.StatusOK {
			return rsp, nil
		}
		wait, _ := strconv.Atoi(rsp.Header.Get("Retry-After"))
		discard(rsp.Body)
		if rsp.StatusCode != http.StatusTooManyRequests || attempt == 4 {
			return nil, fmt.Errorf("%s: %s", path, rsp.Status)
		}
		select {
		case <-time.After(time.Duration(wait+1) * time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func discard(b io.ReadCloser) {
	io.CopyN(io.Discard, b, 64<<10)
	b.Close()
}

func (a *API) page(ctx context.Context, cursor string) (cs []Contact, next string, err error) {
	rsp, err := a.get(ctx, "/contacts?cursor="+cursor)
	if err != nil {
		return nil, "", err
	}
	defer discard(rsp.Body)
	var doc struct {
		Items []Contact
		Next  string
	}
	err = json.NewDecoder(rsp.Body).Decode(&doc)
	return doc.Items, doc.Next, err
}

func (a *API) Each(ctx context.Context, f func(Contact) error) error {
	for cursor := "0"; cursor != ""; {
		cs, next, err := a.page(ctx, cursor)
		if err != nil {
			return err
		}
		for _, c := range cs {
			if err := f(c); err != nil {
				return err
			}
		}
		cursor = next
	}
	return nil
}
