package catalog

type Client struct {
	cc  *grpc.ClientConn
	api pb.CatalogClient
}

func New(target string) (*Client, error) {
	cc, err := grpc.NewClient(target,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 5 * time.Second}))
	if err != nil {
		return nil, err
	}
	return &Client{cc: cc, api: pb.NewCatalogClient(cc)}, nil
}

func (c *Client) Item(ctx context.Context, id string) (*Item, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	r, err := c.api.Get(ctx, &pb.GetRequest{Id: id})
	if err != nil {
		return nil, err
	}
	return fromProto(r), nil
}

func (c *Client) Close() error { return c.cc.Close() }
