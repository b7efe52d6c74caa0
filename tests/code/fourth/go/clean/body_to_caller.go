package store

// Open gives the object's content to the caller, who must close it.
func (b *Bucket) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url(key), nil)
	if err != nil {
		return nil, err
	}
	b.sign(req)
	resp, err := b.hc.Do(req)
	if err != nil {
		return nil, err
	}
	switch resp.StatusCode {
	case http.StatusOK, http.StatusPartialContent:
		return resp.Body, nil
	case http.StatusNotFound:
		discard(resp)
		return nil, fs.ErrNotExist
	default:
		discard(resp)
		return nil, fmt.Errorf("get %s: %s", key, resp.Status)
	}
}

func discard(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	_ = resp.Body.Close()
}

func (b *Bucket) ReadAll(ctx context.Context, key string) ([]byte, error) {
	rc, err := b.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(rc)
}
