func (r *Registry) Sweep(now time.Time) (n int) {
	var old []*Device
	r.mu.Lock()
	for id, d := range r.m {
		if now.Sub(d.seen) > r.ttl {
			old = append(old, d)
			delete(r.m, id)
		}
	}
	r.mu.Unlock()
	// close outside the lock: a TLS close may block
	for _, d := range old {
		d.conn.Close()
	}
	return len(old)
}

func (r *Registry) Attach(id string, c net.Conn) *Device {
	d := &Device{ID: id, conn: c, seen: time.Now()}
	r.mu.Lock()
	prev := r.m[id]
	r.m[id] = d
	r.mu.Unlock()
	if prev != nil {
		prev.conn.Close()
	}
	return d
}

func (r *Registry) Detach(d *Device) {
	r.mu.Lock()
	if r.m[d.ID] == d {
		delete(r.m, d.ID)
	}
	r.mu.Unlock()
	d.conn.Close()
