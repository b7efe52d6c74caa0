package sub

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func Wait(ctx context.Context, rdb *redis.Client, ch, want string) error {
	ps := rdb.Subscribe(ctx, ch)
	for {
		m, err := ps.ReceiveMessage(ctx)
		if err != nil {
			return err // expect: close-wait-leak
		}
		if m.Payload == want {
			return ps.Close()
		}
	}
}
