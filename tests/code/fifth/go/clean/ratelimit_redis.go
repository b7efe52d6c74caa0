package ratelimit

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gomodule/redigo/redis"
)

var script = redis.NewScript(1, `
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return n`)

type Limiter struct {
	Pool   *redis.Pool
	Limit  int
	Window time.Duration
}

func NewPool(addr string) *redis.Pool {
	opts := []redis.DialOption{
		redis.DialConnectTimeout(time.Second),
		redis.DialReadTimeout(500 * time.Millisecond),
		redis.DialWriteTimeout(500 * time.Millisecond),
		redis.DialKeepAlive(time.Minute),
	}
	return &redis.Pool{
		MaxIdle:         16,
		MaxActive:       64,
		Wait:            true,
		IdleTimeout:     90 * time.Second,
		MaxConnLifetime: 20 * time.Minute,
		DialContext: func(ctx context.Context) (redis.Conn, error) {
			c, err := redis.DialContext(ctx, "tcp", addr, opts...)
			if err != nil {
				return nil, err
			}
			if _, err := c.Do("SELECT", 3); err != nil {
				c.Close()
				return nil, err
			}
			return c, nil
		},
	}
}

// allowed fails open: a broken redis must not stop the shop.
func (l *Limiter) allowed(ctx context.Context, key string) (ok bool, left int) {
	conn, err := l.Pool.GetContext(ctx)
	if err != nil {
		return true, l.Limit
	}
	defer conn.Close() // back to the pool
	n, err := redis.Int(script.Do(conn, "rl:"+key, int(l.Window.Seconds())))
	if err != nil {
		return true, l.Limit
	}
	return n <= l.Limit, max(0, l.Limit-n)
}

func (l *Limiter) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 700*time.Millisecond)
		ok, left := l.allowed(ctx, r.Header.Get("X-Api-Key"))
		cancel()
		w.Header().Set("X-Remaining", strconv.Itoa(left))
		if !ok {
			w.Header().Set("Retry-After", strconv.Itoa(int(l.Window.Seconds())))
			http.Error(w, "slow down", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}
