package enrich

func Countries(ips []string) (map[string]string, error) {
	out := make(map[string]string, len(ips))
	for _, ip := range ips {
		hc := &http.Client{
			Timeout:   3 * time.Second,
			Transport: &http.Transport{DisableKeepAlives: true},
		}
		resp, err := hc.Get("http://geo.svc.local/v1/ip/" + url.PathEscape(ip))
		if err != nil {
			return out, err
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			return out, err
		}
		out[ip] = strings.TrimSpace(string(b))
	}
	return out, nil
}
