package crawl

func (c *Crawler) page(ctx context.Context, u *url.URL) (*Page, error) {
	var last error
	for try := 1; try <= 4; try++ {
		p, retry, err := c.once(ctx, u)
		if err == nil {
			return p, nil
		}
		last = err
		if !retry {
			break
		}
		if err := sleep(ctx, time.Duration(try*try)*time.Second); err != nil {
			return nil, err
		}
	}
	return nil, last
}

func (c *Crawler) once(ctx context.Context, u *url.URL) (p *Page, retry bool, err error) {
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	req.Header.Set("User-Agent", c.ua)
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, true, err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 500 || resp.StatusCode == 429 {
		return nil, true, fmt.Errorf("%s", resp.Status)
	}
	if ct := resp.Header.Get("Content-Type"); !strings.HasPrefix(ct, "text/html") {
		return nil, false, fmt.Errorf("type %q", ct)
	}
	doc, err := html.Parse(io.LimitReader(resp.Body, 2<<20))
	if err != nil {
		return nil, false, err
	}
	return newPage(u, doc), false, nil
}

func New(ua string) *Crawler {
	return &Crawler{ua: ua, hc: &http.Client{Timeout: 20 * time.Second}}
}
