type registry struct {
	mu   sync.Mutex
	devs map[string]*device
}

type device struct {
	id   string
	conn net.Conn
	last time.Time
}

func (r *registry) register(id string, c net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if old, ok := r.devs[id]; ok {
		old.conn.Close()
	}
	r.devs[id] = &device{id: id, conn: c, last: time.Now()}
}

func (r *registry) reap(max time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, d := range r.devs {
		if time.Since(d.last) > max {
			log.Printf("device %s silent for %s, removing", id, max)
			delete(r.devs, id)
		}
	}
}

func (r *registry) unregister(id string) {
	r.mu.Lock()
	d := r.devs[id]
	delete(r.devs, id)
	r.mu.Unlock()
	if d != nil {
		d.conn.Close()
	}
}
