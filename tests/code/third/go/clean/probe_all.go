package probe

// All asks each node for its banner, at most eight at a time.
func All(nodes []string) map[string]string {
	var (
		mu  sync.Mutex
		wg  sync.WaitGroup
		res = make(map[string]string, len(nodes))
		sem = make(chan struct{}, 8)
	)
	for _, n := range nodes {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			defer func() { <-sem }()
			b, err := banner(n)
			if err != nil {
				b = "error: " + err.Error()
			}
			mu.Lock()
			res[n] = b
			mu.Unlock()
		}()
	}
	wg.Wait()
	return res
}

func banner(addr string) (string, error) {
	c, err := net.DialTimeout("tcp", addr, 2*time.Second)
	if err != nil {
		return "", err
	}
	c.SetReadDeadline(time.Now().Add(2 * time.Second))
	line, err := bufio.NewReader(c).ReadString('\n')
	if cerr := c.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
