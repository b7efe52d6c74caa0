package main
import "github.com/redis/go-redis/v9"
func get(ctx context.Context, keys []string) {
	for _, k := range keys {
		c := redis.NewClient(&redis.Options{Addr: "r:6379"}) // expect: connection-churn
		c.Get(ctx, k)
		c.Close()
	}
}
