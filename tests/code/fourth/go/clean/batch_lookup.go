package enrich

var shared = &http.Client{
	Timeout: 3 * time.Second,
	Transport: &http.Transport{
		MaxIdleConns:        32,
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     45 * time.Second,
	},
}

func Names(ctx context.Context, ids []string) (map[string]string, error) {
	m := make(map[string]string, len(ids))
	for _, id := range ids {
		name, err := lookup(ctx, id)
		if err != nil {
			return m, err
		}
		m[id] = name
	}
	return m, nil
}

func lookup(ctx context.Context, id string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", "http://users.svc/v1/"+url.PathEscape(id), nil)
	if err != nil {
		return "", err
	}
	resp, err := shared.Do(req)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(resp.Body)
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	return string(b), err
}
